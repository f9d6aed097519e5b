"""The rules of the door: numpy and the standard library only, no clock, no thread, no file, no print."""
