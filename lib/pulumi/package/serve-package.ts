/** Serves the component package. Pulumi runs it through the PulumiPlugin.yaml of the folder pulumi-package/. */
import { main } from '@pulumi/pulumi/provider';
import { BoundaryProvider } from './component-provider';

const { version } = require('../../../package.json') as { version: string };

main(new BoundaryProvider(version), process.argv.slice(2));
