"""Monitoring (可用性监测): a campaign of visits, from a list of sites to its report."""
