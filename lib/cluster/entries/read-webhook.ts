import { type FieldPath, item } from '../../policy/validation/finding';
import { field, type JsonMap } from '../../policy/validation/structure';
import { listAt, mapAt, stringAt } from '../json';
import type { DeclaredCall, DeclaredCalls } from './declared-caller';

/** On which port of a Service the API server calls where the object names none. */
const HTTPS = 443;

/** The Services that the API server calls for an admission configuration. Source: admissionregistration/v1 ServiceReference. */
export function readAdmission(manifest: JsonMap): DeclaredCalls {
  const calls = listAt(manifest, 'webhooks').flatMap((webhook, index) =>
    call(mapAt(webhook, 'clientConfig', 'service'), `${item('webhooks', index)}.clientConfig.service`),
  );
  return { caller: 'api-server', calls };
}

/** The same for the conversion of a custom resource. Source: apiextensions/v1 WebhookConversion, v1beta1 CustomResourceConversion. */
export function readConversion(manifest: JsonMap): DeclaredCalls {
  const conversion = mapAt(manifest, 'spec', 'conversion');
  const calls =
    stringAt(conversion, 'strategy') === 'Webhook'
      ? [
          ...call(
            mapAt(conversion, 'webhook', 'clientConfig', 'service'),
            'spec.conversion.webhook.clientConfig.service',
          ),
          ...call(mapAt(conversion, 'webhookClientConfig', 'service'), 'spec.conversion.webhookClientConfig.service'),
        ]
      : [];
  return { caller: 'api-server', calls };
}

/** The same for an API that is served by a Service. Source: kube-aggregator apiregistration/v1 ServiceReference. */
export function readApiService(manifest: JsonMap): DeclaredCalls {
  return { caller: 'api-server', calls: call(mapAt(manifest, 'spec', 'service'), 'spec.service') };
}

function call(service: JsonMap, path: FieldPath): DeclaredCall[] {
  const [namespace, name] = [stringAt(service, 'namespace'), stringAt(service, 'name')];
  const port = field(service, 'port') ?? HTTPS;
  if (!namespace || !name || typeof port !== 'number') return [];
  return [{ type: 'service', namespace, name, port, path }];
}
