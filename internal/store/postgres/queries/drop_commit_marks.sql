-- The marks of commits before the instant $1: nobody asks for them any more.
DELETE FROM mingshi.commit_mark WHERE at < $1
