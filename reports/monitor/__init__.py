"""The report of a monitoring campaign (监测报告): its model, and how it is printed."""
