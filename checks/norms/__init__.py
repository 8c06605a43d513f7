"""Norms of the guideline of 2017 (规范项): marks and codes of the footer, page tags, domain."""
