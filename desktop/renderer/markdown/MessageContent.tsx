import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import type { Citation } from '#shared/entities.ts';

type MessageContentProps = {
  text: string;
  streaming?: boolean;
  citations?: Citation[];
  onOpenCitation?: (citation: Citation) => void;
};

const PLUGINS = [remarkGfm];

/** The one component that renders message text, streaming and stored alike: no raw HTML, no images. */
export function MessageContent({ text }: MessageContentProps) {
  return (
    <Markdown remarkPlugins={PLUGINS} disallowedElements={['img']} unwrapDisallowed>
      {text}
    </Markdown>
  );
}
