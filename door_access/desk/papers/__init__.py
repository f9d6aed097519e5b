"""What the desk gives out on paper: what is stored of somebody, erasures, the site's own figures."""
