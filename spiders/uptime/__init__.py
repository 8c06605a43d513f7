"""Uptime (可用性监测): home pages visited at planned times, and the database of a campaign."""
