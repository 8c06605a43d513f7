"""Personal data that a site publishes (个人隐私)."""
