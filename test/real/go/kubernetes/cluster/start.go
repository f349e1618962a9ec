package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"example.com/ringfence/node"
)

const (
	folder      = "/run/cluster"
	certificate = folder + "/certificates/apiserver.crt"
	keyFile     = folder + "/service-accounts.pem"
	tokenFile   = folder + "/tokens.csv"
	imagesFile  = folder + "/images.json"
	kubeconfig  = folder + "/kubeconfig.json"

	server     = "https://" + node.Address + ":6443"
	etcdServer = "http://127.0.0.1:2379"
	etcdPeer   = "http://127.0.0.1:2380"
	// token is that of an administrator. Nobody else is in this network.
	token = "administrator"

	// longest is how long a program may take until it answers, on a machine that does a lot else.
	longest = 120 * time.Second
)

func start(first request) (*cluster, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	if err := os.Chdir(folder); err != nil {
		return nil, err
	}
	if err := writeFiles(first); err != nil {
		return nil, err
	}
	made := &cluster{paths: first.Programs, running: map[string]*exec.Cmd{}}
	for _, step := range []struct {
		programs []string
		// answers is a path that the API server knows once these programs work.
		answers string
	}{
		{[]string{"etcd", "kube-apiserver"}, "/readyz"},
		{[]string{"kube-controller-manager", "kubelet"}, "/api/v1/namespaces/default/serviceaccounts/default"},
		{[]string{"network-policies"}, "/api/v1/nodes/" + node.Name},
	} {
		for _, name := range step.programs {
			if err := made.startProgram(name); err != nil {
				return nil, err
			}
		}
		if err := made.wait(step.answers, step.programs); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func writeFiles(first request) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	encoded := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	config := fmt.Sprintf(`{"apiVersion": "v1", "kind": "Config", "current-context": "here",
"contexts": [{"name": "here", "context": {"cluster": "here", "user": "here"}}],
"clusters": [{"name": "here", "cluster": {"server": %q, "certificate-authority": %q}}],
"users": [{"name": "here", "user": {"token": %q}}]}`, server, certificate, token)
	for file, text := range map[string][]byte{
		keyFile: encoded, tokenFile: []byte(token + ",admin,admin,system:masters\n"), imagesFile: first.Images, kubeconfig: []byte(config),
	} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// wait asks the API server for a path until it is there.
func (made *cluster) wait(path string, programs []string) error {
	// Its certificate is made by itself, a moment after it was started.
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, Timeout: 10 * time.Second}
	for deadline := time.Now().Add(longest); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		asked, err := http.NewRequest(http.MethodGet, server+path, nil)
		if err != nil {
			return err
		}
		asked.Header.Set("Authorization", "Bearer "+token)
		answered, err := client.Do(asked)
		if err != nil {
			continue
		}
		answered.Body.Close()
		if answered.StatusCode == http.StatusOK {
			return nil
		}
	}
	var logs []string
	for _, name := range programs {
		logs = append(logs, name+":\n"+made.log(name))
	}
	return fmt.Errorf("no answer at %s\n%s", path, strings.Join(logs, "\n"))
}
