"""The bulletin (季度抽查通报): one quarter of many sites, from plain data to its formats."""
