// kubelet stands for the scheduler, the kubelet and the network plugin of a cluster with one node: pods are network namespaces
// behind the one that it runs in, and their containers are plain processes. Commands in containers go through Kubernetes' own
// code for streams. There are no volumes, init containers, probes, restarts, logs or process namespaces of pods.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"

	"example.com/ringfence/node"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/types"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// kubelet is the node with its pods.
type kubelet struct {
	client *corev1client.CoreV1Client
	images images
	pods   podTable
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == serveCommand {
		exitWith(serve(os.Args[2:]))
	}
	kubeconfig := flag.String("kubeconfig", "", "that of an administrator")
	table := flag.String("images", "", "file with what images hold, as JSON")
	flag.Parse()
	exitWith(run(context.Background(), *kubeconfig, *table))
}

func exitWith(err error) {
	fmt.Fprintln(os.Stderr, "kubelet:", err)
	os.Exit(1)
}

func run(ctx context.Context, kubeconfig, table string) error {
	made := &kubelet{pods: podTable{byUID: map[types.UID]*pod{}}}
	var err error
	if made.images, err = readImages(table); err != nil {
		return err
	}
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 200, 400
	if made.client, err = corev1client.NewForConfig(config); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(node.Address, fmt.Sprint(serverPort)))
	if err != nil {
		return err
	}
	if err := made.register(ctx); err != nil {
		return err
	}
	go made.follow(ctx)
	return made.serveStreams(listener)
}

// register makes the Node, ready from the start.
func (made *kubelet) register(ctx context.Context) error {
	labels := map[string]string{corev1.LabelHostname: node.Name, corev1.LabelOSStable: "linux"}
	object := &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: node.Name, Labels: labels}}
	if _, err := made.client.Nodes().Create(ctx, object, metav1.CreateOptions{}); err != nil {
		return err
	}
	// Each Node begins with a taint, which a controller takes off where the node is ready.
	untainted := []byte(`{"spec":{"taints":null}}`)
	if _, err := made.client.Nodes().Patch(ctx, node.Name, types.MergePatchType, untainted, metav1.PatchOptions{}); err != nil {
		return err
	}
	now := metav1.Now()
	room := corev1.ResourceList{"cpu": resource.MustParse("64"), "memory": resource.MustParse("256Gi"), "pods": resource.MustParse("10000")}
	patch, err := json.Marshal(map[string]any{"status": corev1.NodeStatus{
		Capacity: room, Allocatable: room,
		// No Hostname: the API server would prefer it, and ask a DNS server for it.
		Addresses:       []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: node.Address}},
		DaemonEndpoints: corev1.NodeDaemonEndpoints{KubeletEndpoint: corev1.DaemonEndpoint{Port: serverPort}},
		NodeInfo:        corev1.NodeSystemInfo{KubeletVersion: "v1.36.3", OperatingSystem: "linux", Architecture: "amd64"},
		Conditions: []corev1.NodeCondition{{
			Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "Ready", LastHeartbeatTime: now, LastTransitionTime: now,
		}},
	}})
	if err != nil {
		return err
	}
	_, err = made.client.Nodes().Patch(ctx, node.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
	return err
}

// follow makes pods what the API server says that they are.
func (made *kubelet) follow(ctx context.Context) {
	pods := cache.NewListWatchFromClient(made.client.RESTClient(), "pods", metav1.NamespaceAll, fields.Everything())
	_, controller := cache.NewInformerWithOptions(cache.InformerOptions{
		ListerWatcher: pods,
		ObjectType:    &corev1.Pod{},
		Handler: cache.ResourceEventHandlerFuncs{
			AddFunc:    func(object any) { made.sync(ctx, object.(*corev1.Pod)) },
			UpdateFunc: func(_, object any) { made.sync(ctx, object.(*corev1.Pod)) },
			DeleteFunc: func(object any) {
				if gone, isPod := object.(*corev1.Pod); isPod {
					made.pods.end(gone.UID)
				}
			},
		},
	})
	controller.RunWithContext(ctx)
}
