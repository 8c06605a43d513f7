"""HTTPS: reachable, certificate valid, HTTP led there, nothing insecure on its pages."""
