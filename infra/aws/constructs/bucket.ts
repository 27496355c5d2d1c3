import {
  BlockPublicAccess,
  BucketEncryption,
  type LifecycleRule,
  ObjectOwnership,
  Bucket as S3Bucket,
} from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type Bucket, OLD_VERSION_DAYS } from '../../topology.ts';

/** A private bucket of the plan, reached over TLS only, encrypted with a key that S3 manages for nothing. */
export function bucket(scope: Construct, id: string, plan: Bucket): S3Bucket {
  return new S3Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    encryption: BucketEncryption.S3_MANAGED,
    versioned: plan.versioned,
    lifecycleRules: [...plan.expiry.map(expiry), ...housekeeping(plan.versioned)],
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

const expiry = ({ prefix, days }: Bucket['expiry'][number]): LifecycleRule => ({
  id: `expire-${prefix.replace(/\/$/, '')}`,
  prefix,
  expiration: Duration.days(days),
});

/** Parts of uploads that were given up are billed and invisible; old versions are kept long enough to go back to. */
const housekeeping = (versioned: boolean): readonly LifecycleRule[] => [
  { id: 'abort-given-up-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
  ...(versioned ? [{ id: 'expire-old-versions', noncurrentVersionExpiration: Duration.days(OLD_VERSION_DAYS) }] : []),
];
