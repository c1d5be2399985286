"""A bounded fuzzer: projects with random changes, each read and migrated within time and memory.

    python -m fuzzing --seconds 600 --seed 1 --keep found      # from the folder tests
    python -m fuzzing --case 1:42                              # one case again

Whatever lies in a project, `migrate` ends within SECONDS and MEMORY with exit code 0, 1 or 2, and
without a traceback; what it has written compiles.
"""
