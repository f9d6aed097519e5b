"""Pictures: cameras, face detection, alignment, quality and the LiteRT encoder. The home of cv2 and dlib."""
