"""What is published, given to the official tools of each format (`make contract-check`)."""
