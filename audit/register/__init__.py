"""The list of sites (网站名单): read from an office's own table, kept with every change."""
