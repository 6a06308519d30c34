// Package harness tests what the fault runs stand on: the servers and the proxy do what they say.
package harness
