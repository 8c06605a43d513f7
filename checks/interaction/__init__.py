"""Interaction (互动交流): channels for questions, published letters and their replies, surveys."""
