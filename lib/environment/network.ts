import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { FlowLogDestination, GatewayVpcEndpointAwsService, type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { ExistingNetwork } from './settings';

/** Two zones: databases in isolated subnets, handlers in private ones with a NAT gateway; S3 without it. */
export function newNetwork(scope: Construct, natGateways: number): IVpc {
  const logs = new LogGroup(scope, 'FlowLogs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return new Vpc(scope, 'Network', {
    maxAzs: 2,
    natGateways,
    subnetConfiguration: [
      { name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'Handlers', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED },
    ],
    gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs(logs) } },
  });
}

export function existingNetwork(scope: Construct, network: ExistingNetwork): IVpc {
  const vpc = Vpc.fromVpcAttributes(scope, 'Network', {
    vpcId: network.vpcId,
    availabilityZones: network.availabilityZones,
    privateSubnetIds: network.subnetIds,
  });
  Validations.of(vpc).acknowledge({
    id: '@aws-cdk/aws-ec2:noSubnetRouteTableId',
    reason: 'nothing is added to the route tables of a network that exists',
  });
  return vpc;
}
