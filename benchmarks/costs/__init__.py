"""What a worker costs, and what a city, a province, a nation need by that."""
