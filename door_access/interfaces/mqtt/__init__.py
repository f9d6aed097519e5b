"""A broker that hears what the door does, and may ask it to open once: docs/MQTT.md."""
