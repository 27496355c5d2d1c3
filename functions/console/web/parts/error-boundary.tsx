import Alert from '@cloudscape-design/components/alert';
import { Component, type ReactNode } from 'react';

interface Props {
  readonly header: string;
  readonly children: ReactNode;
}

/** A page that breaks says so in its place; navigation stays. */
export class ErrorBoundary extends Component<Props, { readonly reason?: string }> {
  override state: { readonly reason?: string } = {};

  static getDerivedStateFromError(error: unknown) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.reason === undefined) return this.props.children;
    return (
      <Alert type="error" header={this.props.header}>
        {this.state.reason}
      </Alert>
    );
  }
}
