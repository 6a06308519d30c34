package proxy

import "bytes"

// statement returns the SQL that a client's message has the server run. A statement is prepared by
// one message, which runs nothing and is kept here, and run by a later one that names it.
func statement(message []byte, prepared map[string]string) (string, bool) {
	body := message[5:]
	switch message[0] {
	case 'Q': // Query
		sql, _ := text(body)
		return sql, true
	case 'P': // Parse: the statement's name, its SQL
		name, rest := text(body)
		sql, _ := text(rest)
		prepared[name] = sql
	case 'B': // Bind: the portal's name, the statement's
		_, rest := text(body)
		name, _ := text(rest)
		return prepared[name], true
	}
	return "", false
}

// text splits a string that ends in zero from what follows.
func text(body []byte) (string, []byte) {
	string_, rest, _ := bytes.Cut(body, []byte{0})
	return string(string_), rest
}
