import { drawPng } from '../../../scripts/lib/draw.js';
import { LOGO, REFINED_LOGO } from '../../../scripts/lib/sample-files.js';
import type { Key, Version } from '../../../src/domain/words.js';
import { newProject, type TestProject } from '../../e2e/support-http/new-project.js';
import { uploadFile } from '../../helpers/sample.js';
import type { Instance } from '../../helpers/instance.js';

/** A project with six context versions, an audit log with every kind of entry but `request_changes`, and one pending version. */
export interface SampleProject {
  project: TestProject;
  id: Key;
  title: string;
  versions: Record<
    'logo1' | 'logo2' | 'logo3' | 'colors1' | 'colors2' | 'claim' | 'tagline' | 'waiting',
    Version
  >;
}

/** Makes it anew, with a title of its own. */
export async function sampleProject(instance: Instance, title: string): Promise<SampleProject> {
  const project = await newProject(instance);
  const { project_id: id, record, approve, decide, admin } = project;
  await admin.patch(`/items/projects/${id}`, { title });
  const logo = async (ring: boolean, summary: string) =>
    record(
      'brand.logo',
      { format: 'PNG', ring },
      {
        primary_file_id: await uploadFile(
          instance,
          drawPng(ring ? REFINED_LOGO : LOGO, 240),
          'logo.png',
          'image/png',
        ),
        summary,
      },
    );

  const logo1 = await logo(false, 'First draft.');
  await approve(logo1);
  const colors1 = await record('brand.colors', { primary: '#2a5cdb', accent: '#f28c28' });
  await approve(colors1);
  const claim = await record('copy.claim', { text: 'Sooner there.', language: 'en' });
  const tagline = await record('copy.tagline', 'Ships on time');
  await approve(claim, tagline);
  const logo2 = await logo(true, 'With a ring.');
  await decide({ version_id: logo2.id, action: 'reject', reason: 'The ring touches the edge.' });
  const logo3 = await logo(true, 'With a smaller ring.');
  await approve(logo3);
  const colors2 = await record('brand.colors', {
    primary: '#1d4fd0',
    accent: '#f28c28',
    neutral: ['#111827', '#f3f4f6'],
  });
  await approve(colors2);
  await decide({ version_id: tagline.id, action: 'revoke', reason: 'Legal has not cleared it.' });
  const waiting = await record('copy.claim', { text: 'There before you.', language: 'en' });
  const versions = { logo1, logo2, logo3, colors1, colors2, claim, tagline, waiting };
  return { project, id, title, versions };
}
