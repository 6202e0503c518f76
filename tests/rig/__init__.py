"""What the tests stand on and the site does not: a browser, a throw-away PostgreSQL."""
