"""Duties of disclosure with a logic of their own (政务公开义务)."""
