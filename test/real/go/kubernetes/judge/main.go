// judge answers what the API server of Kubernetes would, without one: it is the server's own code for decoding, defaulting
// and creating a NetworkPolicy, and for label selectors. One request a line in, one answer a line out, both JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// request holds one of the questions; what is absent is not asked.
type request struct {
	Create  *createRequest  `json:"create,omitempty"`
	Read    *readRequest    `json:"read,omitempty"`
	Match   *matchRequest   `json:"match,omitempty"`
	Default *defaultRequest `json:"default,omitempty"`
}

func answer(line []byte) (any, error) {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return nil, err
	}
	switch {
	case asked.Create != nil:
		return create(*asked.Create)
	case asked.Read != nil:
		return read(*asked.Read)
	case asked.Match != nil:
		return match(*asked.Match)
	case asked.Default != nil:
		return policyTypes(*asked.Default)
	}
	return nil, fmt.Errorf("nothing is asked")
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, readError := in.ReadBytes('\n')
		if len(line) > 1 {
			answered, err := answer(line)
			if err != nil {
				fmt.Fprintln(os.Stderr, "judge:", err)
				os.Exit(1)
			}
			text, err := json.Marshal(answered)
			if err != nil {
				fmt.Fprintln(os.Stderr, "judge:", err)
				os.Exit(1)
			}
			out.Write(append(text, '\n'))
			out.Flush()
		}
		if readError != nil {
			return
		}
	}
}
