"""Accessibility (信息无障碍、适老化): what keeps people with disabilities and the elderly out."""
