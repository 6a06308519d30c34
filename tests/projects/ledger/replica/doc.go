// Package replica tests where reads go when the replica lags or is down: by on_replica_down they
// fail, or fall back to the primary. The ledger of the other kind is generated into fallback.
package replica
