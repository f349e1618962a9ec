import { App, Chart } from 'cdk8s';
import { AllowFromIngressController, IngressController, Pods, Port } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new AllowFromIngressController(chart, 'web', {
  pods: Pods.labelled({ app: 'web' }),
  controller: IngressController.nginx(),
  ports: [Port.tcp(8080)],
});

app.synth();
