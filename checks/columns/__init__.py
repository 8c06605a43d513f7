"""Columns that a site must have, and what must stand in them (栏目与内容)."""
