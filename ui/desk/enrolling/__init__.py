"""The pages of an enrolment."""
