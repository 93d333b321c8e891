import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';
import { listenAndTell } from './listen.ts';

/**
 * The floor of every request that reads: Express and pg, the same SQL, JSON. No session, no checks, no row-level security
 * (the rows of `?user=` are asked for by a role that sees all).
 */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
pool.on('connect', (client) => void client.query('SET ROLE kipux_system'));

const app = express();

const CONVERSATIONS = `
  SELECT id, title, active_leaf_id AS "activeLeafId", created_at AS "createdAt", updated_at AS "updatedAt",
    pinned_at AS "pinnedAt", archived_at AS "archivedAt"
  FROM conversations WHERE user_id = $1 AND archived_at IS NULL ORDER BY updated_at DESC, id DESC LIMIT $2`;

const MESSAGES = `
  SELECT id, conversation_id AS "conversationId", parent_id AS "parentId", role, content, status, error, model,
    document_ids AS "documentIds", citations, created_at AS "createdAt"
  FROM messages WHERE user_id = $1 AND conversation_id = $2 ORDER BY position LIMIT $3`;

const IN_PAGE = 'seq > $2 ORDER BY seq LIMIT $3';
const CHANGES = `
  SELECT type, id, seq, row FROM (
    (SELECT 'conversation' AS type, id, seq, json_build_object('id', id, 'title', title, 'activeLeafId', active_leaf_id,
        'createdAt', created_at, 'updatedAt', updated_at, 'pinnedAt', pinned_at, 'archivedAt', archived_at) AS row
      FROM conversations WHERE user_id = $1 AND ${IN_PAGE})
    UNION ALL
    (SELECT 'message', id, seq, json_build_object('id', id, 'conversationId', conversation_id, 'parentId', parent_id,
        'role', role, 'content', content, 'status', status, 'error', error, 'model', model, 'documentIds', document_ids,
        'citations', citations, 'createdAt', created_at)
      FROM messages WHERE user_id = $1 AND ${IN_PAGE})
    UNION ALL
    (SELECT 'document', id, seq, json_build_object('id', id, 'fileName', file_name, 'mimeType', mime_type,
        'fileSizeBytes', file_size_bytes, 'status', status, 'error', error, 'pageCount', page_count, 'createdAt', created_at)
      FROM documents WHERE user_id = $1 AND ${IN_PAGE})
    UNION ALL
    (SELECT 'settings', id, settings_seq, settings::json FROM users WHERE id = $1 AND settings_seq > $2)
    UNION ALL
    (SELECT type, id, seq, NULL FROM tombstones WHERE user_id = $1 AND ${IN_PAGE})
  ) changes ORDER BY seq LIMIT $3`;

app.get('/changes', (request, response, next) => {
  const { user, cursor } = request.query;
  const query = { name: 'changes', text: CHANGES, values: [user, cursor, 100] };
  pool.query(query).then(({ rows }) => response.json({ changes: rows }), next);
});

app.get('/conversations', (request, response, next) => {
  const user = request.query['user'];
  pool
    .query(CONVERSATIONS, [user, 21])
    .then(({ rows }) => response.json({ conversations: rows.slice(0, 20) }), next);
});

app.get('/messages', (request, response, next) => {
  const { user, conversation } = request.query;
  pool
    .query(MESSAGES, [user, conversation, 1001])
    .then(({ rows }) => response.json({ messages: rows.slice(0, 1000) }), next);
});

listenAndTell(createServer(app));
