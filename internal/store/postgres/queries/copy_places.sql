-- Places under which records are found from now on.
COPY mingshi.record_place (place, kind, number) FROM STDIN (FORMAT binary)
