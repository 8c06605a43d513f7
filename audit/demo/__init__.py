"""The demo (演示): a fictional province of three agency portals, served on loopback."""
