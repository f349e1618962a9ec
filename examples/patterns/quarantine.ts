import { App, Chart } from 'cdk8s';
import { Pods, Port, Quarantine } from 'ringfence/cdk8s';

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });

new Quarantine(chart, 'incident', {
  pods: Pods.labelled({ quarantine: 'yes' }),
  from: Pods.labelled({ app: 'forensics' }).inNamespace('security'),
  ports: [Port.tcp(8080)],
});

app.synth();
