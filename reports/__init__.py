"""Reports (报告): one report model, and renderers that turn it into bytes and nothing else."""
