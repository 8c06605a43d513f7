"""Availability (可用性): whether the site opens, visit after visit."""
