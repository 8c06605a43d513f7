"""Spiders (采集): everything that opens a socket. They observe and store; they judge nothing."""
