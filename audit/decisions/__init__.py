"""Decisions (裁定): what people rule on findings; nothing is published without."""
