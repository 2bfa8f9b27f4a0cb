-- The planner shall know what was filled in before the first reader comes.
ANALYZE mingshi.record, mingshi.record_place, mingshi.record_key, mingshi.record_count, mingshi.change, mingshi.trail,
        mingshi.trail_source, mingshi.not_public, mingshi.figure
