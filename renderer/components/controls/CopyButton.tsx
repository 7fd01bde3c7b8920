import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './IconButton.tsx';

export interface CopyButtonProps {
  /** What is copied, for the name of the button: "peer id". */
  readonly what: string;
  readonly onCopy: () => Promise<boolean>;
}

const shownMs = 1500;

/** Copies a text and says so by its icon and name for a moment. */
export function CopyButton({ what, onCopy }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? `Copied ${what}` : `Copy ${what}`}
      onClick={() => void onCopy().then(setCopied)}
    />
  );
}
