"""Indicator sets (指标集): the official tables as data, and the typed model that loads them."""
