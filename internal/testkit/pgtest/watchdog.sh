# Usage: sh -c THIS watchdog PID_FILE FOLDER... <PIPE
# Waits until nobody holds the other end of PIPE any more, then ends the program that PID_FILE names and removes the folders.
trap '' HUP INT QUIT TERM
cat >/dev/null

pid_file=$1
shift
if pid=$(head -n 1 "$pid_file" 2>/dev/null) && [ -n "$pid" ]; then
	# To PostgreSQL this is an immediate shutdown: no checkpoint, but its shared memory is given back.
	kill -QUIT "$pid" 2>/dev/null
	tries=0
	while [ -e "$pid_file" ] && kill -0 "$pid" 2>/dev/null; do
		tries=$((tries + 1))
		if [ $tries -gt 500 ]; then
			kill -KILL "$pid"
			break
		fi
		sleep 0.02
	done
fi

# A program that was making a folder when its parent was killed may add files for a moment longer.
tries=0
until rm -rf "$@" 2>/dev/null; do
	tries=$((tries + 1))
	if [ $tries -gt 500 ]; then exit 1; fi
	sleep 0.02
done
