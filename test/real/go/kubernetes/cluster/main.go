// cluster runs a Kubernetes of one node in Linux namespaces of its own: etcd, the API server, the controller manager, a stand-in
// for the kubelet, and the policy controller of kube-router. It reads lines of JSON, and answers each with one. The first one says
// which programs to run; others stop and start one of them, or ask for what it printed. It ends with its standard input.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"example.com/ringfence/node"
)

// request is one line of the standard input.
type request struct {
	// Programs are the paths of those to run, by their names; it is the first request that has them.
	Programs map[string]string `json:"programs"`
	// Images is for the kubelet.
	Images json.RawMessage `json:"images"`

	Stop  string `json:"stop"`
	Start string `json:"start"`
	Log   string `json:"log"`
}

func main() {
	if !node.IsInside() {
		code, err := node.RunInside(func(pid int) { answer(map[string]any{"pid": pid}) })
		if err != nil {
			fmt.Fprintln(os.Stderr, "cluster:", err)
		}
		os.Exit(code)
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}

func run() error {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	if !lines.Scan() {
		return lines.Err()
	}
	var first request
	if err := json.Unmarshal(lines.Bytes(), &first); err != nil {
		return err
	}
	if err := node.PrepareInside(); err != nil {
		return err
	}
	made, err := start(first)
	if err != nil {
		return err
	}
	authority, err := os.ReadFile(certificate)
	if err != nil {
		return err
	}
	answer(map[string]any{"server": server, "authority": string(authority), "token": token})
	for lines.Scan() {
		var next request
		if err := json.Unmarshal(lines.Bytes(), &next); err != nil {
			return err
		}
		answered, err := made.obey(next)
		if err != nil {
			return err
		}
		answer(answered)
	}
	return lines.Err()
}

func (made *cluster) obey(asked request) (map[string]any, error) {
	switch {
	case asked.Stop != "":
		return map[string]any{"stopped": asked.Stop}, made.stop(asked.Stop)
	case asked.Start != "":
		return map[string]any{"started": asked.Start}, made.startProgram(asked.Start)
	case asked.Log != "":
		return map[string]any{"log": made.log(asked.Log)}, nil
	}
	return nil, fmt.Errorf("nothing is asked")
}

func answer(value map[string]any) {
	_ = json.NewEncoder(os.Stdout).Encode(value)
}
