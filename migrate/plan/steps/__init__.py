"""The steps of planning, in the order in which `make_plan` takes them: each is a function that is
given what the ones before it decided. Steps see all rooms of `plan`; no room sees a step."""
