"""Files of what is public: for the city's public-credit system, and as open data."""
