"""The services of the city's work-safety credit, and the chassis they stand on."""
