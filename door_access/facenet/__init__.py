"""The networks and their weights. The home of TensorFlow, which only a command that needs it imports."""
