"""Audit (审计): the top floor, binding observation, judgement and print together."""

__version__ = "0.1.0"
