"""The networks, one file each, built in Keras. One rule: nothing outside facenet imports them."""
