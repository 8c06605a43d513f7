"""Checks (检查): what is observed, what pages say, and what follows from it.

The ground floor of the house: pure code over stored evidence. Nothing here opens
a socket, reads the clock or knows the rooms above it.
"""
