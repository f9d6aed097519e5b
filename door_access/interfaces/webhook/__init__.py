"""A server that is told by HTTP what happens at the door: docs/WEBHOOK.md."""
