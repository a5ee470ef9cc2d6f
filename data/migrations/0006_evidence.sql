-- What sets the first candidate apart from the class, on which it was accepted or not (recognition.matching); NULL for others.
ALTER TABLE match ADD COLUMN evidence REAL;
