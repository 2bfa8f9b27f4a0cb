package postgres

import _ "embed" // the scripts are files, to be read and run as SQL

var (
	//go:embed roles.sql
	rolesSQL string
	//go:embed grants.sql
	grantsSQL string
)

// RolesScript is the SQL that makes the roles mingshi_owner, mingshi_writer, mingshi_worker and mingshi_public and grants
// them what each needs. A superuser runs it in the store's database, with psql or otherwise; it may run again at any time.
func RolesScript() string { return rolesSQL + grantsSQL }
